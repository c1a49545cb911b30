"""What op bodies are written in: OpenVINO nodes with NumPy's conventions, and nothing of Keras.

Tensors are ``openvino.Output``; a Python number beside a tensor becomes a constant of its element type.
"""
