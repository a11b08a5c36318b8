import type { BackendListing } from '../backend/list-backends.js'
import { gigabytes } from '../native/requirements.js'
import { textTable } from '../support/text-table.js'

const head = ['backend', '', 'device', 'memory', 'driver', 'threads', 'version, or why not']

/** The backends with what they run on, or why they do not. */
export function backendTable(backends: readonly BackendListing[]): string {
  return textTable(
    [head, ...backends.map(rowOf)],
    head.map(() => 'left'),
  )
}

function rowOf(backend: BackendListing): string[] {
  if (!backend.works) {
    const [reason = ''] = backend.reason.split('\n')
    return [backend.name, '–', '', '', '', '', reason]
  }
  const { name, version, device = '', memory, driver = '', threads = '' } = backend.report
  const size = memory === undefined ? '' : gigabytes(memory)
  return [name, 'works', device, size, driver, String(threads), version]
}
