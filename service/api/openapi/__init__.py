"""What the API says of itself, OpenAPI 3.1, made from the code: pydantic's models, the routes, the configuration."""
