import { importShapes } from '@cofund/shared/import-shapes'
import { useState } from 'react'
import { ImportDialog } from '../imports/ImportDialog.tsx'
import { useMay } from '../people/me.ts'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'

/** The way in for a statement, with nothing else to choose from. */
export function ImportStatement() {
  const may = useMay(importShapes.statement_lines.permission)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button disabledBecause={may ? undefined : say('statement.account.may_not')} onPress={() => setOpen(true)}>
        {say('statement.import')}
      </Button>
      {open && <ImportDialog kinds={[importShapes.statement_lines]} onClose={() => setOpen(false)} />}
    </>
  )
}
