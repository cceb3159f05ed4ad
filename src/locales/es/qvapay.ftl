# Payments over the internet: where to pay, and the house's account there.

qvapay-title-top-up = Recarga de saldo
qvapay-title-gift = Regalo: { $name }
qvapay-to-pay =
    💳 <b>{ $title }</b>
    Total: <b>{ $amount }</b>

    Pulsa el botón y paga con tu cuenta de QvaPay. Tienes { $left }. En cuanto QvaPay confirme el pago, te aviso aquí.

    Pedido <code>{ $code }</code>
qvapay-button-pay = 💳 Pagar { $amount } en QvaPay
qvapay-slow = ⏳ QvaPay no responde ahora mismo. Sigo intentándolo y te envío la página de pago en cuanto pueda. Si tienes prisa, elige otra forma de pago.
qvapay-refused = 😕 <b>{ $title }</b> no se puede pagar con QvaPay en este momento. No se te ha cobrado nada; elige otra forma de pago.

account-title = 🏦 <b>Cuentas de cobro</b>
account-provider = <b>{ $name }</b>
account-off = ⚪ Apagada. Se activa con <code>QVAPAY_APP_ID</code> y <code>QVAPAY_APP_SECRET</code>.
account-fails = 🔴 No responde bien: { $error }
account-app = 🟢 Aplicación: { $app }
account-app-inactive = 🟠 Aplicación: { $app } (desactivada: nadie puede pagarle)
account-balance = Saldo: <b>{ $amount }</b>
account-balance-unknown = Saldo: desconocido
account-watched =
    { $count ->
        [0] Ningún pedido por confirmar.
        [one] { $count } pedido por confirmar.
       *[other] { $count } pedidos por confirmar.
    }
account-notes = Avisa al instante de cada pago; además, pregunto cada poco.
account-no-notes = No puede avisar (faltan <code>HTTP_LISTEN</code> y <code>PUBLIC_URL</code>): pregunto cada poco.
