"""The door of prisons and Boards: events in, outcomes and the delivery log out, as JSON over HTTP."""
