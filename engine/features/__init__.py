"""From pictures to feature maps: ONNX Runtime for targets, torch for the loop."""
