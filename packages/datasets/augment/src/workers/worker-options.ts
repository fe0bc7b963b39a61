const sources = import.meta.url.endsWith('.ts');

/** Where the threads' code is; in the tests of this workspace, the sources. */
export const workerOptions = {
  filename: new URL(sources ? '../worker/from-sources.js' : '../worker/index.js', import.meta.url).href,
  ...(sources && { execArgv: ['--conditions=@rectified/source'] }),
};
