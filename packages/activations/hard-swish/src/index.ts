export {
  description as default,
  HardSwish,
  type HardSwishConfig,
  hardSwish,
} from './hard-swish.js';
