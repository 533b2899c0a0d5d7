/**
 * The import aliases of one front end, read by dependency-cruiser as a bundler's configuration. The area comes by the
 * environment because the tool resolves every file of a run with the same aliases.
 */
const path = require('node:path')

const source = path.resolve('apps', process.env.ARCHITECTURE_AREA ?? 'none', 'src')

module.exports = {
  resolve: {
    alias: {
      '@': source,
      '#platform$': path.join(source, 'platform/h5/index.ts'),
      '#platform': path.join(source, 'platform/h5'),
    },
    extensionAlias: { '.js': ['.ts', '.js'], '.mjs': ['.mts', '.mjs'] },
  },
}
