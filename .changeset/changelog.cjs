const { default: standard } = require('@changesets/cli/changelog');

/** Changesets' own lines, but for dependencies: which of them, and their new versions, instead of hashes of commits. */
module.exports = {
  getReleaseLine: standard.getReleaseLine,
  async getDependencyReleaseLine(_changesets, dependencies) {
    if (dependencies.length === 0) return '';
    const updated = dependencies.map(({ name, newVersion }) => `\`${name}\` ${newVersion}`);
    return `- Updated dependencies: ${updated.join(', ')}`;
  },
};
