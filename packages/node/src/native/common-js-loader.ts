import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { compileFunction } from 'node:vm'

type Load = (name: string) => unknown
type Run = (require: Load, module: object, exports: object) => void

/**
 * Runs CommonJS files with packages that are handed in. So a package that lies outside of the
 * application runs on the application's own copies of what it depends on.
 *
 * @param provided What `require` answers to these names. Every other one is a file beside the asker.
 * @returns A function from a file's whole path to its exports; each file runs once.
 */
export function commonJsLoader(provided: Readonly<Record<string, unknown>>): Load {
  const modules = new Map<string, { exports: unknown }>()
  const load: Load = (path) => {
    const known = modules.get(path)
    if (known) return known.exports
    const module = { exports: {} }
    // before it runs: two files may require each other
    modules.set(path, module)
    const code = readFileSync(path, 'utf8')
    const names = ['require', 'module', 'exports']
    const run = compileFunction(code, names, { filename: path }) as Run
    const require: Load = (name) =>
      Object.hasOwn(provided, name) ? provided[name] : load(resolve(dirname(path), `${name}.js`))
    run(require, module, module.exports)
    return module.exports
  }
  return load
}
