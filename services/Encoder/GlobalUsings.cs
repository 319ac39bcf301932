// The web SDK's implicit usings bring another SessionOptions.
global using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;
