hold-unknown-order = no hay ningún pedido con ese código
hold-underpaid = llegó menos de lo acordado
hold-overpaid = llegó más de lo acordado
hold-currency = llegó en otra moneda
hold-other-person = lo pagó otra persona
hold-late = el pedido ya había terminado
hold-second = el pedido ya estaba pagado
hold-banned = quien compra está vetado
notice-payment-held =
    💸 <b>Pago retenido</b> n.º { $id }
    { $amount } · { $method }
    Motivo: { $why }.
