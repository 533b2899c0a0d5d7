// The countdown is a courtesy: the gateway itself decides whether the time is over.
const shown = document.querySelector('[data-seconds-left]')

if (shown) {
  const endsAt = performance.now() + Number(shown.dataset.secondsLeft) * 1000
  const tick = () => {
    const left = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000))
    shown.textContent = `${String(Math.floor(left / 60)).padStart(2, '0')}:${String(left % 60).padStart(2, '0')}`
    if (left === 0) location.reload()
    else setTimeout(tick, 1000)
  }
  tick()
}

// A second tap while the first is on its way would only post the same form again.
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = 'yes'
  })
}
