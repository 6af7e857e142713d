//! Who writes in a record and does not own it.

use super::*;

#[test]
fn who_never_owned_the_record_when_writing_is_a_guest() {
    let (mut world, people) = world(4);
    let [me, nurse, father, child] = &people[..] else { unreachable!() };
    world.act(me, grant(1, nurse, Role::Append, None)).unwrap();
    world.act(me, grant(2, child, Role::Append, None)).unwrap();
    let number = |number, of: &Person| Act::Device { number, identity: of.id, key: of.device.public() };
    world.act(nurse, number(2, nurse)).unwrap();
    world.act(child, number(3, child)).unwrap();
    world.act(me, Act::AddOwner { identity: father.id, wraps: both(father).to_vec() }).unwrap();
    world.act(father, number(4, father)).unwrap();
    let at = world.control.len;
    let only = |number: u32| Some(std::collections::BTreeSet::from([number]));
    assert_eq!(world.control.guest(1, 1), None);
    assert_eq!([world.control.guest(2, at), world.control.guest(3, at)], [only(2), only(3)]);
    assert_eq!([world.control.guest(4, at), world.control.guest(4, at - 2)], [None, only(4)]);
    assert_eq!(world.control.guest(9, at), only(9), "a number nobody has");
    let remove = Act::RemoveOwner {
        identity: father.id,
        agreed: None,
        steps: world.steps(),
        wraps: [both(me).to_vec(), vec![wrap(nurse, Tier::Daily), wrap(child, Tier::Daily)]].concat(),
    };
    world.act(father, remove).unwrap();
    let signature = cosign(&RECORD, &world.control.head, 8, &child.id, &child.device);
    let agreed = Cosign { device: child.device.public(), signature };
    let steps = world.steps();
    world.act(me, Act::HandOver { to: child.id, agreed, steps, wraps: both(child).to_vec() }).unwrap();
    // What was written before is judged as it was, on every device, however much of the chain it knows by now.
    let end = world.control.len;
    assert_eq!([world.control.guest(3, at), world.control.guest(3, end)], [only(3), None]);
    assert_eq!([world.control.guest(1, end), world.control.guest(4, end)], [None, None]);
}
