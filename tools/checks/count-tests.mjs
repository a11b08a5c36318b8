// @ts-check
// Prints `PASSED FAILED`, summed over vitest's JSON reports in some folders; on stderr each test that did not pass.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const files = process.argv
  .slice(2)
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
let passed = 0
let failed = 0
for (const file of files) {
  const report = JSON.parse(readFileSync(file, 'utf8'))
  passed += report.numPassedTests
  failed += report.numFailedTests + report.numPendingTests + report.numTodoTests
  // a file that does not load has no tests to fail
  for (const { status, assertionResults } of report.testResults)
    if (status === 'failed' && assertionResults.length === 0) failed += 1
  for (const { name, assertionResults } of report.testResults)
    for (const { fullName, status } of assertionResults)
      if (status !== 'passed') process.stderr.write(`${status}: ${name}: ${fullName}\n`)
}
process.stdout.write(`${passed} ${failed}\n`)
