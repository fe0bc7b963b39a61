import { renamed } from '@rectified/errors';

/** Other libraries' names of what networks are told. */
export const foreignOptions = {
  numClasses: renamed('classes'),
  num_classes: renamed('classes'),
  inputShape: renamed('shape'),
  dropoutRate: renamed('dropout'),
  initializer: renamed('initialization'),
};
