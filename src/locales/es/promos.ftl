# Promotion codes, at the desk.

refusal-promo-code = Un código tiene de { $least } a { $most } letras sin acento y números, sin espacios. Escríbelo otra vez.
refusal-promo-taken = Ya hay un código que se llama así. Escribe otro.
refusal-promos-many = Ya hay { $most } códigos, y no caben más.
refusal-promo-dates = Así terminaría antes de empezar. Escribe otra fecha.
refusal-promo-date = No entiendo esa fecha. Escríbela con su año, por ejemplo 31/12/2027, o «no».

promos-heading = 🏷️ <b>Códigos de promoción</b>: { $count }
promos-none = Todavía no hay ninguno.
promos-line = { $sign } <code>{ $code }</code>: { $gives } · { $uses ->
    [one] 1 uso
   *[other] { $uses } usos
  }
promo-percent = −{ $percent } %
promo-days = +{ $days }
promo-fixed = −{ $amount }
promo-new =
    🏷️ <b>Código nuevo</b>

    ¿Qué regala?
promo-ask-code = 🏷️ ¿Cómo se llama? De { $least } a { $most } letras y números, por ejemplo <code>VERANO25</code>. Da igual si luego lo escriben en minúsculas.
promo-ask-percent = 🏷️ <code>{ $code }</code>: ¿cuánto descuenta? Escribe un número de 1 a 100. Con 100 sale gratis.
promo-ask-days = 🏷️ <code>{ $code }</code>: ¿cuántos días regala? Escribe un número de 1 a { $most }.
promo-ask-fixed = 🏷️ <code>{ $code }</code>: ¿cuánto descuenta? Escribe la cantidad con su moneda, por ejemplo <code>5 USD</code>. Solo vale para precios en esa moneda.
promo-heading = 🏷️ { $sign } <code>{ $code }</code>: <b>{ $gives }</b>
promo-uses = Usos: <b>{ $uses }</b> · pagados: { $paid }
promo-uses-of = Usos: <b>{ $uses }</b> de { $most } · pagados: { $paid }
promo-person =
    { $most ->
        [one] Por persona: una vez
       *[other] Por persona: { $most } veces
    }
promo-plan = Vale para: <b>{ $plan }</b>
promo-every-plan = todos los planes
promo-starts = Desde: { $at }
promo-ends = Hasta: { $at }
promo-disabled = 🚫 Desactivado: { $at }
promo-ask-uses = 🔢 <code>{ $code }</code>: ¿cuántas veces se puede usar entre todos? Escribe un número.
promo-ask-person = 👤 <code>{ $code }</code>: ¿cuántas veces puede usarlo cada persona? Escribe un número.
promo-ask-starts = 🗓️ <code>{ $code }</code>: ¿desde cuándo vale? Escribe por ejemplo <code>24/12/2027</code> o <code>24/12/2027 18:00</code>.
promo-ask-ends = 🏁 <code>{ $code }</code>: ¿hasta cuándo vale? Escribe por ejemplo <code>31/12/2027</code>: ese día entra entero.
promo-ask-plan = 🛒 ¿Para qué plan vale?

button-promos = 🏷️ Códigos
button-promo-new = ➕ Código nuevo
button-promo-percent = ➗ Un porcentaje
button-promo-days = 📅 Días de más
button-promo-fixed = 💵 Una cantidad
button-promo-made-up = 🎲 Inventa uno
button-promo-copy = 📋 Copiar el código
button-promo-uses = 🔢 Usos
button-promo-person = 👤 Por persona
button-promo-starts = 🗓️ Desde
button-promo-ends = 🏁 Hasta
button-promo-plan = 🛒 Plan
button-promo-every = Todos los planes
button-promo-disable = 🚫 Desactivar
button-promo-enable = 🟢 Activar
button-promo-clear = ♾️ Sin límite
