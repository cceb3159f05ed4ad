# Pagos a mano: instrucciones, comprobantes y su revisión.

receipt-top-up = Recarga de saldo
receipt-how-heading =
    🧾 <b>Pedido n.º { $id }</b> · { $goods }
    A pagar: <b>{ $amount }</b>
receipt-how-method =
    <b>{ $name }</b>
    { $words }
receipt-how-open =
    Paga el importe exacto y pulsa «Ya pagué» para mandar el comprobante.
    Tienes hasta el { $until }.
receipt-how-submitted = ⏳ Tu comprobante está en revisión. Te avisamos en cuanto alguien lo mire.
receipt-how-rejected =
    ❌ El último comprobante no sirvió: { $reason }.
    Puedes mandar otro para este mismo pedido.
receipt-how-ended = ⌛ El plazo de este pedido terminó. Si ya pagaste, manda el comprobante igualmente: lo miramos.
receipt-how-state = Este pedido está { $state }.
button-receipt-copy = 📋 { $text }
button-receipt-paid = ✅ Ya pagué
button-receipt-undo = ↩️ Me equivoqué de comprobante
button-receipt-order = 🧾 Ver el pedido
button-receipt-again = 📷 Mandar otro comprobante
button-receipt-which = n.º { $id } · { $goods } · { $amount }
receipt-ask-reference = 🔢 Escribe el número de la transferencia (el que te dio el banco).
receipt-ask-picture = 📷 Manda ahora una foto o un PDF del comprobante del pedido n.º { $id }.
receipt-sent = 📨 Recibimos el comprobante del pedido n.º { $id }. Una persona lo revisa y te avisamos.
receipt-sent-late = El plazo del pedido ya había terminado; lo decimos a quien lo revisa.
receipt-sent-album = De un álbum tomamos solo la primera imagen.
receipt-which = 📷 ¿De qué pedido es este comprobante? Elige uno y mándalo otra vez.
receipt-rejected =
    ❌ No pudimos aceptar el comprobante del pedido n.º { $id }.
    Motivo: { $reason }.

    Si ya pagaste, manda otro comprobante; el pedido sigue en pie.
receipt-reason-missing = el dinero no llegó
receipt-reason-unreadable = no se puede leer
receipt-reason-reused = ya se usó para otro pago
receipt-reason-wrong = no corresponde a este pago
receipt-state-submitted = espera
receipt-state-approved = aprobado
receipt-state-rejected = rechazado
receipt-state-withdrawn = retirado

receipt-card-heading = { $mark } <b>Comprobante n.º { $id }</b> · { $state }
receipt-card-person = 👤 <b>{ $name }</b> · { $username } · <code>{ $user }</code>
receipt-card-order = 🧾 Pedido n.º { $id } · { $goods } · <b>{ $amount }</b>
receipt-card-method = 💳 { $name }
receipt-card-reference = 🔢 <code>{ $reference }</code>
receipt-card-at = 🕒 { $at }
receipt-warn-late = ⌛ Llegó con el pedido ya terminado.
receipt-warn-doubt = ⚠️ Si lo apruebas, el pago queda retenido: { $why }.
receipt-warn-unfetched = ❔ La imagen no se pudo comparar con otras.
receipt-warn-staff = 👥 Quien paga es del equipo: su comprobante lo decide otra persona.
receipt-warn-own = ⚠️ Lo aprobó la misma persona que pagó.
receipt-warn-picture = ⚠️ <b>La misma imagen</b> que el comprobante n.º { $id } ({ $state }) del pedido n.º { $order }, de { $name }.
receipt-warn-reference = ⚠️ <b>El mismo número</b> que el comprobante n.º { $id } ({ $state }) del pedido n.º { $order }, de { $name }.
receipt-decided-approved = ✅ { $by } lo aprobó el { $at }: llegaron { $amount }.
receipt-decided-rejected = ❌ { $by } lo rechazó el { $at }: { $reason }.
receipt-decided-withdrawn = ↩️ Lo retiró quien lo mandó, el { $at }.
receipt-ask-sure = ⚠️ ¿Aprobar el comprobante n.º { $id } de todos modos?
receipt-ask-amount = 💵 ¿Cuánto llegó de verdad con el comprobante n.º { $id }? Lo acordado son { $amount }. Si no coincide, el pago queda retenido y se decide aparte.
receipt-ask-reason = ❌ ¿Por qué se rechaza el comprobante n.º { $id } de { $name }? Se lo decimos así.
receipt-ask-words = ✍️ Escribe el motivo, con { $most } caracteres como mucho. Lo lee quien compró.
button-receipt-approve = ✅ Llegaron { $amount }
button-receipt-amount = 💵 Otro importe
button-receipt-reject = ❌ Rechazar
button-receipt-words = ✍️ Otro motivo
button-receipt-look = 🖼 Ver la imagen
receipts-heading = 🧾 <b>Comprobantes</b> · esperan: { $count }
receipts-empty = Aquí no hay ninguno.
button-receipts-waiting = 🟡 Esperan
button-receipts-all = 🗂️ Todos
button-receipt-row = { $mark } n.º { $id } · { $name } · { $amount } · { $day }
toast-receipt-approved = ✅ Aprobado
toast-receipt-rejected = ❌ Rechazado
toast-receipt-held = ⏸ Anotado. El pago queda retenido: { $why }

refusal-receipt-picture = Eso no es un comprobante que podamos revisar. Manda una foto, o un archivo PDF o de imagen.
refusal-receipt-big = Ese archivo es demasiado grande: como mucho { $most }. Manda una foto.
refusal-receipt-waiting = Ya hay un comprobante de este pedido en revisión.
refusal-receipt-soon = Acabas de mandar un comprobante. Espera { $seconds } s y mándalo otra vez.
refusal-receipt-approved = { $by } ya lo aprobó.
refusal-receipt-rejected = { $by } ya lo rechazó.
refusal-receipt-withdrawn = Quien lo mandó ya lo retiró.
refusal-receipt-reference = El número lleva letras y cifras, { $most } como mucho. Escríbelo otra vez.
refusal-receipt-words = Escribe un texto de { $most } caracteres como mucho.
refusal-receipt-amount = No entiendo ese importe. Escribe un número, por ejemplo: 12.50 { $currency }
refusal-currency-unknown = No conozco esa moneda. Escribe su código, por ejemplo CUP, USD o EUR.
refusal-too-many-methods = Ya hay { $most } formas de pago a mano. Quita alguna antes.
