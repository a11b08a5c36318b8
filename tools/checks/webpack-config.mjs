// @ts-check
/**
 * What a page on webpack needs: the loader that keeps the threads of tfjs' wasm backend.
 *
 * @param {string} project has `main.js`
 * @param {string} dist where the scripts go
 * @returns {import('webpack').Configuration}
 */
export function webpackConfig(project, dist) {
  const threads = {
    test: /tfjs-backend-wasm-threaded-simd\.js$/,
    loader: '@spad/web/webpack-loader',
  }
  return {
    mode: 'production',
    context: project,
    entry: './main.js',
    output: { path: dist },
    performance: false,
    module: { rules: [threads] },
  }
}
