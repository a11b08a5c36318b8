import { env, scalar, setBackend, version_core } from '@tensorflow/tfjs-core'
import { type Backend, fail, type StartedBackend } from '@spad/core'
import { describeProcessor } from './device.js'

/** Plain JavaScript: slow, and a few of its gradients are wrong. For small things only. */
export const cpu: Backend = { name: 'cpu', start }

async function start(): Promise<StartedBackend> {
  // it comes with @tensorflow/tfjs
  if (!(await setBackend('cpu'))) fail('node', '`cpu` does not start. Reinstall @tensorflow/tfjs.')
  greetSilently()
  const version = `tfjs-core ${version_core}`
  return { tfjs: 'cpu', version, ...describeProcessor(), threads: 1 }
}

/** The backend advertises tfjs-node on its first tensor, unless the flag IS_TEST is set. */
function greetSilently(): void {
  const flag = env().getBool('IS_TEST')
  env().set('IS_TEST', true)
  scalar(0).dispose()
  env().set('IS_TEST', flag)
}
