// Shared by the fuzz target and `tests/login.rs`: whatever the bytes, reading ends, and what is kept is what was sent.
// Answers whether something was taken.

fn read_messages(bytes: &[u8]) -> bool {
    use henro_opaque::{Cost, Name, client, server};
    let mut n = 1u8;
    let mut fill = move |out: &mut [u8]| {
        out.iter_mut().for_each(|byte| {
            n = n.wrapping_mul(5).wrapping_add(1);
            *byte = n;
        });
        true
    };
    let (name, key, device) = (Name([1; 32]), [2; 32], [3; 32]);
    let ends = (&name, &key, &device);
    let setup = server::Setup::make(&mut fill).expect("randomness");
    let _ = henro_opaque::name(&String::from_utf8_lossy(bytes));
    let mut taken = setup.set_start(bytes, &[4; 32]).is_ok();
    taken |= setup.set_finish(bytes).is_ok_and(|kept| {
        // What is kept can be answered from.
        let (_, first) = client::Login::start("password", Cost::testing(), &mut fill).expect("first message");
        assert!(setup.login_start(&first, (Some(&kept), &[4; 32]), ends, &mut fill).is_ok());
        kept == bytes
    });
    taken |= setup.login_start(bytes, (None, &[4; 32]), ends, &mut fill).is_ok();
    // Who can choose the state can choose what fits it: that is why servers seal it. Here it only has to end.
    let (state, message) = bytes.split_at(bytes.len().min(192));
    let _ = server::login_finish(state, message, ends);
    let (login, _) = client::Login::start("password", Cost::testing(), &mut fill).expect("first message");
    assert!(login.finish(bytes, ends, &mut fill).is_err());
    let (setting, _) = client::Setting::start("password", Cost::testing(), &mut fill).expect("first message");
    taken |= setting.finish(bytes, &name, &key, &mut fill).is_ok();
    taken
}
