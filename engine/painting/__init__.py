"""Painting one picture: the course of it, its plan, its targets, its report."""
