"""The parts of the state machine: the customers with what the policy makes of them, and what can be done."""
