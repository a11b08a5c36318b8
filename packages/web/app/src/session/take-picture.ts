import { batch } from '@preact/signals-core'
import { wordsOf } from '@spad/core'
import { openImage } from '../open-image.js'
import { chooseModel } from './choose-model.js'
import type { Session } from './session.js'

/** Shows a picture of the visitor's to a model that fits it; what is wrong with it is told. */
export async function takePicture(session: Session, file: File): Promise<void> {
  try {
    const opened = await openImage(file)
    batch(() => {
      session.picture.value = opened
      session.notice.value = undefined
      chooseModel(session, opened)
    })
  } catch (error) {
    session.notice.value = { kind: 'error', text: wordsOf(error) }
  }
}
