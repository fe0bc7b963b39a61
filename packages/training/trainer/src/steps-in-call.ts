/** The target duration of a call in seconds: long enough that starting one costs nothing, short enough for Ctrl-C and progress bars. */
const callSeconds = 0.05;

/** The maximum number of steps per call. */
export const mostSteps = 32;

/** How many steps make up a call, from the seconds per step. */
export const stepsInCall = (seconds: number) =>
  Math.max(1, Math.min(mostSteps, Math.floor(callSeconds / seconds)));
