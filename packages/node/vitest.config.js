import { testConfig } from '../../vitest.shared.js'

export default testConfig({
  name: 'node',
  apart: ['{backend,cli,dicomweb,files,images,jobs,native,s3,workers}/**/*.test.ts'],
})
