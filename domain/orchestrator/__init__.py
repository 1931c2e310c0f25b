"""The course of a simulation: steps with a checkpoint each, resumed after the last finished one."""
