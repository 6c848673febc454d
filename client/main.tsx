import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { queryClient } from './api.ts'
import { preferences } from './preferences.ts'
import { router } from './routes.ts'
import { Gate } from './shell/Gate.tsx'
import { Themed } from './ui/Themed.tsx'
import { paint } from './ui/theme.ts'
import './ui/ui.css'

// Our content policy forbids `eval`, which zod would try once for speed.
z.config({ jitless: true })

// Before the first drawing, or a dark page would begin with a white flash.
paint(preferences().theme)

const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')

createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Themed>
        <Gate>
          <RouterProvider router={router} />
        </Gate>
      </Themed>
    </QueryClientProvider>
  </StrictMode>,
)
