/** What `spad segment` writes of scans. */
export const SCAN_RESULT = /_labels\.(nii\.gz|seg\.nrrd|dcm|json)$/
