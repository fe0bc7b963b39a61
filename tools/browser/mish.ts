import { activation, mul, softplus, tanh } from '@rectified/activation';

/** A user's activation in a single file. */
export default activation({
  name: 'mish',
  title: 'Mish',
  className: 'BrowserMish',
  formula: ({ x }) => mul(x, tanh(softplus(x))),
});
