/** TensorFlow's two libraries: their file in the wheel, and the names under which programs look for them. */
export function tensorflowLibraries(): { file: string; names: string[] }[] {
  return process.platform === 'darwin'
    ? [
        { file: 'libtensorflow_cc.2.dylib', names: ['libtensorflow_cc.2.dylib', 'libtensorflow.2.dylib'] },
        { file: 'libtensorflow_framework.2.dylib', names: ['libtensorflow_framework.2.dylib'] },
      ]
    : [
        { file: 'libtensorflow_cc.so.2', names: ['libtensorflow_cc.so.2', 'libtensorflow.so'] },
        {
          file: 'libtensorflow_framework.so.2',
          names: ['libtensorflow_framework.so.2', 'libtensorflow_framework.so'],
        },
      ];
}
