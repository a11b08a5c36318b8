/**
 * Lets tfjs's threaded wasm survive a minifier.
 *
 * tfjs starts its threads from the text of a function, in which `_scriptDir` stands for a variable
 * outside of it; under the short name that a minifier gives, no thread finds it.
 *
 * @param code The file `tfjs-backend-wasm-threaded-simd.js`.
 */
export function keepThreads(code: string): string {
  return code.replaceAll('typeof _scriptDir !== "undefined" && _scriptDir', 'false')
}
