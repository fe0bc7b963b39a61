import { activation, mul, softplus, tanh } from '@rectified/activation';

/** An activation as a user writes it, in one file. */
export default activation({
  name: 'mish',
  title: 'Mish',
  className: 'BrowserMish',
  paper: {
    title: 'Mish: A Self Regularized Non-Monotonic Activation Function',
    authors: ['Misra'],
    year: 2019,
    arxiv: '1908.08681',
  },
  formula: ({ x }) => mul(x, tanh(softplus(x))),
});
