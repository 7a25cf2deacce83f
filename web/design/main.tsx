import './design.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { DesignPage } from './design-page.tsx'

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <DesignPage />
  </StrictMode>,
)
