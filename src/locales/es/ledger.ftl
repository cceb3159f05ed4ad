notice-books-wrong =
    📒 <b>Los libros necesitan una mirada.</b>
    Cosas que no cuadran: { $faults }. Pagado y sin entregar hace más de 10 minutos: { $late }.
    Míralo en /ledger.
button-ledger-check = ✅ Revisar
button-ledger-csv = 📄 CSV
button-ledger-balances = 👛 Saldos
button-ledger-adjust = ± Cambiar
ledger-heading = 📒 <b>Libros</b>
ledger-empty = Aún no hay nada anotado.
ledger-line = { $account }: <b>{ $amount }</b>
ledger-owed = Pagado, por entregar
ledger-held = Retenido
ledger-sales = Vendido
ledger-adjustments = Cambios a mano
ledger-referrals = Premios por referidos
ledger-balances = Saldos de las personas
ledger-balance-of = Saldo de { $user }
ledger-checked-fine = ✅ { $postings } asientos revisados: todo cuadra.
ledger-checked-faults = ⚠️ { $postings } asientos revisados. Cosas que no cuadran: { $faults }.
ledger-unbalanced = Asientos que no suman cero: { $ids }
ledger-unbooked = Entregado sin anotar como pagado, pagos: { $ids }
ledger-unpaid = Pedidos entregados sin pago: { $ids }
ledger-kept = Devuelto o nunca pagado, y lo que trajo sigue ahí, pagos: { $ids }
ledger-missing = Anotado como entregado, y no hay nada de ello, pagos: { $ids }
ledger-waiting = Pagado y sin entregar, se intenta ahora, pagos: { $ids }
ledger-negative = Saldo bajo cero: { $user }, { $amount }
ledger-off = { $account }: los libros dicen { $books }, los pagos { $payments }
ledger-ask-person = ¿El saldo de quién? Envía el número o el @nombre de la persona.
ledger-balance =
    👛 <b>{ $name }</b> · <code>{ $id }</code>
    Saldo: { $amount }
ledger-balance-nothing = nada
ledger-ask-amount = ¿Cuánto? Por ejemplo <code>5 USD</code> para dar, <code>-5 USD</code> para quitar.
ledger-ask-reason = { $amount }. ¿Por qué? Hasta { $most } caracteres; la persona no lo lee.
ledger-file = 📒 Los libros: { $rows } líneas.
ledger-file-cut = 📒 Las primeras { $rows } líneas de los libros; con todas, el archivo sería demasiado grande.
status-payments = 💳 Pedidos por pagar: <b>{ $open }</b> · por decidir { $decide } · en devolución { $back } · por entregar { $deliver }
