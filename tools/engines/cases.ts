import type { Case } from '../bench/protocol.ts';

/** A network that both engines train. */
export interface EngineCase extends Pick<Case, 'network' | 'rectifier' | 'batch' | 'width'> {
  readonly kernels: 'native' | 'plain';
}

const networks: readonly Omit<EngineCase, 'kernels'>[] = [
  { network: 'nin', rectifier: 'rrelu', batch: 32, width: 1 },
  { network: 'nin', rectifier: 'rrelu', batch: 32, width: 0.5 },
  { network: 'nin', rectifier: 'rrelu', batch: 32, width: 0.1 },
  { network: 'nin', rectifier: 'rrelu', batch: 8, width: 0.1 },
  { network: 'ndsb-net', rectifier: 'rrelu', batch: 8, width: 1 },
  { network: 'bn-inception', rectifier: 'relu', batch: 4, width: 0.25 },
];

export const standardCases: readonly EngineCase[] = (['native', 'plain'] as const).flatMap((kernels) =>
  networks.map((one) => ({ ...one, kernels })),
);

export const labelOf = ({ network, rectifier, batch, width, kernels }: EngineCase) =>
  `${network} ${rectifier}, width ${width}, batch ${batch}, ${kernels}`;
