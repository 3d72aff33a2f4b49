"""The door of Twilio: delivery receipts and replies."""
