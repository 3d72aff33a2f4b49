"""What Twilio told while the database was down: sealed files, until the worker takes them."""
