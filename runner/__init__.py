"""Runs the portal on one machine: servers, web, worker, beat and a mailbox. Imports nothing of the portal."""
