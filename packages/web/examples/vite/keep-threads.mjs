// @ts-check

/**
 * Lets tfjs's threaded wasm survive a minifier.
 *
 * tfjs starts its threads from the text of a function, in which `_scriptDir` stands for a variable
 * outside of it; under the short name that a minifier gives, no thread finds it.
 *
 * @returns {import('vite').Plugin}
 */
export function keepThreads() {
  return {
    name: 'keep-threads',
    apply: 'build',
    transform(code, id) {
      if (!id.includes('tfjs-backend-wasm-threaded-simd')) return undefined
      return code.replaceAll('typeof _scriptDir !== "undefined" && _scriptDir', 'false')
    },
  }
}
