"""What one may ask for, as plain values. Must not know how any of it is done."""
