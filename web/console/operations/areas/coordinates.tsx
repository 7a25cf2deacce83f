import { useState } from 'react'
import type { Line } from '../../../shared/map/map.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { TextArea } from '../../../shared/ui/field.tsx'
import { Panel } from '../../../shared/ui/page-header.tsx'
import { useT } from '../../messages/messages.ts'
import { readRing, toGeoJson } from './ring.ts'

/** The way without a pointer: the outline as GeoJSON, to be changed or pasted. */
export function Coordinates({ ring, onRing }: { ring: Line; onRing: (ring: Line) => void }) {
  const t = useT()
  const [text, setText] = useState<string | null>(null)
  const read = text === null ? null : readRing(text)
  return (
    <Panel title={t('ops.coordinates')}>
      <TextArea
        label={t('ops.geojson')}
        hint={t('ops.geojsonHelp')}
        error={text !== null && !read ? t('ops.geojsonBad') : undefined}
        rows={6}
        spellCheck={false}
        value={text ?? toGeoJson(ring)}
        onChange={(event) => setText(event.target.value)}
      />
      <Button
        size="s"
        look="outline"
        className="mt-2"
        disabled={!read}
        onClick={() => {
          if (!read) return
          onRing(read)
          setText(null)
        }}
      >
        {t('ops.useCoordinates')}
      </Button>
    </Panel>
  )
}
