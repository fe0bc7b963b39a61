import { existsSync, lstatSync } from 'node:fs';
import { basename } from 'node:path';
import { bindingStamp } from '../check/binding-stamp.js';
import { bindingPath, type NodePackage, tensorflowPath } from '../node-package.js';
import { linkTarget } from './link-libraries.js';
import { isTensorFlowKey } from './tensorflow-distribution.js';

/**
 * What is there of what `linkIntoProject` puts into a package, even if a process was killed while it did so or while it removed it; nothing
 * if tfjs-node has downloaded its TensorFlow itself. It must be removed in this order: the stamp, by which the rest is recognized, is last.
 */
export function linkedFiles(tfjsNode: NodePackage): string[] {
  const [binding, deps] = [bindingPath(tfjsNode), tensorflowPath(tfjsNode)];
  const stamp = bindingStamp(binding);
  const target = linkTarget(deps);
  const isOurs = existsSync(stamp)
    ? target !== undefined || !existsSync(deps)
    : target !== undefined && isTensorFlowKey(basename(target));
  return isOurs
    ? [deps, binding, stamp].filter((file) => lstatSync(file, { throwIfNoEntry: false }) !== undefined)
    : [];
}
