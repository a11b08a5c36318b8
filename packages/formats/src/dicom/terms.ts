/** Units of Rescale Type (DICOM PS3.3 C.11.1.1.2) and of PET (C.8.9.1.1.3). */
export const UNITS: ReadonlySet<string> = new Set(
  'OD HU MGML Z_EFF ED EDW HU_MOD PCT CNTS NONE CM2 CM2ML PCNT CPS BQML MGMINML UMOLMINML MLMING MLG 1CM UMOLML PROPCNTS PROPCPS MLMINML MLML GML STDDEV'.split(
    ' ',
  ),
)

/** Modalities of images (DICOM PS3.3 C.7.3.1.1.1). */
export const MODALITIES: ReadonlySet<string> = new Set(
  'CR CT DX ES GM IO IVOCT IVUS MG MR NM OCT OP OPM OPT OT PT PX RF RG RTDOSE RTIMAGE SC SEG SM US XA XC BI DG LS TG BMD CFM OPTENF OSS'.split(
    ' ',
  ),
)
