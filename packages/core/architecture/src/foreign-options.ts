import { renamed } from '@rectified/errors';

/** Other libraries' names of networks' options. */
export const foreignOptions = {
  numClasses: renamed('classes'),
  num_classes: renamed('classes'),
  inputShape: renamed('shape'),
  dropoutRate: renamed('dropout'),
  initializer: renamed('initialization'),
};
