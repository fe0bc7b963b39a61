import { loadBackends } from '@rectified/backend';
import { isInputError } from '@rectified/errors';
import { streamOf } from '@rectified/random';
import { closeTo } from '@rectified/testing';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { gain, gaussian, heFanIn, type NetworkPartsOptions, networkParts, xavier } from '../src/index.js';

await loadBackends();

const parts = (options: Partial<NetworkPartsOptions> = {}) =>
  networkParts({
    classes: 10,
    activation: () => tfl.layers.reLU(),
    seed: 3,
    width: 1,
    initialization: 'authors',
    authors: ({ layer, ...key }) => (layer === 'conv1' ? gaussian({ ...key, deviation: 0.01 }) : xavier(key)),
    ...options,
  });

describe('networkParts', () => {
  it('scales channels, to at least one', () => {
    const { channels } = parts({ width: 0.1 });
    expect([192, 96, 14, 1].map(channels)).toEqual([19, 10, 1, 1]);
    expect(parts().channels(160)).toBe(160);
  });

  it('names activations, each a layer of its own', () => {
    const { activation } = parts();
    expect([activation('act1').name, activation('a/act').name]).toEqual(['act1', 'a/act']);
    const same = tfl.layers.reLU();
    const { activation: again } = parts({ activation: () => same });
    again('act1');
    expect(() => again('act2')).toThrow('activation() gave the same layer twice');
  });

  it('gives every kernel a stream of its own, from the initialization that was asked for', () => {
    const shape = [3, 3, 4, 5];
    const draw = (layer: string, options: Partial<NetworkPartsOptions> = {}) =>
      parts(options).kernel(layer).apply(shape).dataSync();
    const stream = streamOf('conv1/kernel');
    expect(draw('conv1')).toEqual(gaussian({ deviation: 0.01, seed: 3, stream }).apply(shape).dataSync());
    expect(draw('conv2')).toEqual(
      xavier({ seed: 3, stream: streamOf('conv2/kernel') })
        .apply(shape)
        .dataSync(),
    );
    const named = draw('conv1', { initialization: 'xavier' });
    expect(named).toEqual(xavier({ seed: 3, stream }).apply(shape).dataSync());
    expect(draw('conv1', { initialization: ({ seed, stream }) => xavier({ seed, stream }) })).toEqual(named);
    // One rule, and for every activation its own size.
    for (const alpha of [0, 0.5]) {
      const activation = () => tfl.layers.leakyReLU({ alpha });
      const own = draw('conv1', { activation, initialization: 'he-gain' });
      expect(own).toEqual(
        heFanIn({ gain: gain(activation), seed: 3, stream })
          .apply(shape)
          .dataSync(),
      );
      closeTo([gain(activation)], [Math.sqrt(2 / (1 + alpha ** 2))]);
    }
  });

  it.each<[Partial<NetworkPartsOptions>, string]>([
    [{ classes: 1.5 }, 'classes of a network: expected a whole number from 1, got 1.5'],
    [{ width: 0 }, 'width of a network: expected a number above 0, got 0'],
    [{ initialization: 'author' as 'authors' }, 'got "author". Did you mean "authors"?'],
  ])('refuses %o', (options, message) => {
    let error: unknown;
    try {
      parts(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(isInputError(error)).toBe(true);
    expect((error as Error).message).toContain(message);
  });
});
