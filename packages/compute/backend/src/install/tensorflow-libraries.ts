/** TensorFlow's two libraries: the file in the wheel, and the short name by which a linker's `-l` finds it. */
export const TENSORFLOW_LIBRARIES: readonly { file: string; short: string }[] =
  process.platform === 'darwin'
    ? [
        { file: 'libtensorflow_cc.2.dylib', short: 'libtensorflow.dylib' },
        { file: 'libtensorflow_framework.2.dylib', short: 'libtensorflow_framework.dylib' },
      ]
    : [
        { file: 'libtensorflow_cc.so.2', short: 'libtensorflow.so' },
        { file: 'libtensorflow_framework.so.2', short: 'libtensorflow_framework.so' },
      ];
