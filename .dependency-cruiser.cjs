// @ts-check
// Which file may import which, imports of types alone included: no way leads back, and none leads up.

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-way-back', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contracts-below-all',
      comment: 'What a part has to be is said without knowing any part.',
      severity: 'error',
      from: { path: '^packages/core/src/contracts/' },
      to: { path: '^packages/core/src/', pathNot: '^packages/core/src/(contracts|support)/' },
    },
    {
      name: 'library-below-app',
      severity: 'error',
      from: { path: '^packages/web/src/' },
      to: { path: '^packages/web/(app|examples)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-ts|tests|node_modules)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@spad/source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
}
