import { existsSync, lstatSync } from 'node:fs';
import { basename } from 'node:path';
import { bindingStamp } from '../check/binding-stamp.js';
import { bindingPath, hasOwnTensorFlow, type NodePackage, tensorflowPath } from '../node-package.js';
import { linkTarget } from './link-libraries.js';
import { isTensorFlowKey } from './tensorflow-distribution.js';

/**
 * What is there of what `linkIntoProject` puts into a package, even if a process was killed while it did so or while it removed it. It
 * must be removed in this order: a binding is recognized by the link or, if there is none, by the stamp. If tfjs-node has downloaded its
 * TensorFlow itself, the binding is its own, too, and a stamp is left from before.
 */
export function linkedFiles(tfjsNode: NodePackage): string[] {
  const [binding, deps] = [bindingPath(tfjsNode), tensorflowPath(tfjsNode)];
  const stamp = bindingStamp(binding);
  if (!existsSync(stamp) && !isOurLink(deps)) return [];
  const files = hasOwnTensorFlow(tfjsNode) ? [stamp] : [binding, deps, stamp];
  return files.filter((file) => lstatSync(file, { throwIfNoEntry: false }) !== undefined);
}

/** Whether this is a link to TensorFlow in a cache, be it there or not. */
export function isOurLink(deps: string): boolean {
  const target = linkTarget(deps);
  return target !== undefined && isTensorFlowKey(basename(target));
}
