/**
 * Lets tfjs's threaded wasm survive a minifier.
 *
 * tfjs starts its threads from the text of a function, in which `_scriptDir` stands for a variable
 * outside of it; under the short name that a minifier gives, no thread finds it. `process` becomes such
 * a variable too where a bundler has a stand-in for it, as Next.js has; no page has one.
 *
 * @param code The file `tfjs-backend-wasm-threaded-simd.js`.
 */
export function keepThreads(code: string): string {
  return code
    .replaceAll('typeof _scriptDir !== "undefined" && _scriptDir', 'false')
    .replaceAll(/(?<![\w$.])process(?![\w$])/g, '({})')
}
