"""The door of staff: sign-in, and the delivery log. Pages made here, whole without JavaScript."""
