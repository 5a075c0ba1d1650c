/** The lines that Pacer 0.1.0 printed for the service `shop`: its map holds a share and nothing else. */
export const oldServiceConfig = (mapFile: string, bind: string): string => `
frontend shop
    bind ${bind}
    acl shop_a_serves nbsrv(shop_a) gt 0
    acl shop_b_serves nbsrv(shop_b) gt 0
    http-request set-var(txn.pacer_share) str(shop),map_str_int(${mapFile},0)
    http-request set-var(txn.pacer_draw) rand(10000)
    acl shop_b_drawn var(txn.pacer_draw),sub(txn.pacer_share) lt 0
    use_backend shop_b if shop_b_drawn shop_b_serves or shop_b_drawn !shop_a_serves
    use_backend shop_b if !shop_a_serves shop_b_serves
    default_backend shop_a

backend shop_a
    option httpchk
    http-check send meth GET uri /health ver HTTP/1.1 hdr Host shop

backend shop_b
    option httpchk
    http-check send meth GET uri /health ver HTTP/1.1 hdr Host shop
`;
