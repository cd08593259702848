"""Answers, streamed word by word."""
