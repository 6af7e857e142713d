//! The photo of a sticker: on the other device, and with who was shown the vaccinations.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use henro_app::{Code, Config, Context};
use henro_testkit::{Home, call, refused};
use serde_json::{Value, json};

use crate::devices::{add_on, sync};
use crate::guardians::{person, server};
use crate::sections::{close, dose, open};
use crate::share::know;

/// Another device of somebody, whose second factor lies in memory.
pub(crate) fn device(home: &Home, old: &Context, name: &str) -> Context {
    let fresh = Context::open(Config { demo: true, ..home.clock.config(home.path(name)) });
    add_on(fresh, old, name, true)
}

/// A small picture by its structure.
pub(crate) fn picture(mark: &str) -> String {
    let bytes: Vec<u8> = [
        &[0xff, 0xd8, 0xff, 0xe0, 0, 7][..],
        b"JFIF\0",
        &[0xff, 0xc0, 0, 11, 8, 2, 0, 2, 0, 1, 1, 0x11, 0],
        &[0xff, 0xda, 0, 8, 0, 0, 0, 0, 0, 0],
        mark.as_bytes(),
        &[0xff, 0xd9],
    ]
    .concat();
    STANDARD.encode(bytes)
}

fn photo(ctx: &Context, id: &Value, record: Option<&Value>) -> Value {
    call(ctx, "dose_photo_read", json!({ "id": id, "record": record }))["image"].clone()
}

/// Sealed files below folders whose name ends so.
pub(crate) fn blobs(home: &Home, device: &str, ending: &str) -> usize {
    let folders =
        std::fs::read_dir(home.path(device).join("record")).unwrap().map(|entry| entry.unwrap().path());
    let of = folders.filter(|path| path.to_string_lossy().ends_with(ending));
    of.map(|path| std::fs::read_dir(path).unwrap().count()).sum()
}

// size: one photo on its way, told to its end
#[test]
fn the_photo_of_a_sticker_reaches_the_other_device_and_who_is_shown_vaccinations() {
    let home = Home::empty();
    let address = server(&home);
    let [mother, nurse, other] = ["直子", "大西", "佐藤"].map(|name| person(&home, name, &address));
    let id = dose(&mother, "LOT1");
    let (first, second) = (picture("first sticker"), picture("second sticker"));
    let shown = |image: &str| json!(format!("data:image/jpeg;base64,{image}"));
    call(&mother, "dose_photo_write", json!({ "id": id, "image": first }));
    assert_eq!(sync(&mother)["waiting"], 0);

    let tablet = device(&home, &mother, "タブレット");
    open(&tablet);
    sync(&tablet);
    assert_eq!(photo(&tablet, &id, None), shown(&first));
    for (to, name, sections) in [(&nurse, "大西", ["vaccination"]), (&other, "佐藤", ["growth"])] {
        know(&mother, to, name);
        let contacts = call(&mother, "contact_list", json!({}))["contacts"].clone();
        let contact =
            contacts.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap()["id"].clone();
        let ask = json!({ "to": contact, "sections": sections, "role": "read", "past": true, "days": 31, "purpose": "" });
        let given = call(&mother, "grant_give", ask);
        assert_eq!(given["grants"][0]["standing"], "holds");
        let view = sync(to);
        assert_eq!((&view["state"], &view["trouble"]), (&json!("idle"), &Value::Null), "{view}");
        let held = call(to, "shared_list", json!({}));
        assert_eq!(held["records"].as_array().unwrap().len(), 1, "{held}");
    }
    let record = call(&nurse, "shared_list", json!({}))["records"][0]["record"].clone();
    assert_eq!(photo(&nurse, &id, Some(&record)), shown(&first));
    assert_eq!(
        refused(&other, "dose_photo_read", json!({ "id": id, "record": record })).code,
        Code::EntryMissing,
        "she was shown something else"
    );
    assert_eq!(blobs(&home, "佐藤", ".blobs"), 0);

    // While the half is closed nothing of it is asked for, read or cleared away.
    close(&tablet);
    close(&nurse);
    call(&mother, "dose_photo_write", json!({ "id": id, "image": second }));
    assert_eq!(sync(&mother)["waiting"], 0);
    for (ctx, of) in [(&tablet, None), (&nurse, Some(&record))] {
        let view = sync(ctx);
        assert_eq!((&view["state"], &view["trouble"]), (&json!("idle"), &Value::Null), "{view}");
        assert_eq!(
            refused(ctx, "dose_photo_read", json!({ "id": id, "record": of })).code,
            Code::ClinicalLocked
        );
    }
    assert_eq!((blobs(&home, "タブレット", "blobs"), blobs(&home, "大西", ".blobs")), (1, 1));
    for (ctx, of) in [(&tablet, None), (&nurse, Some(&record))] {
        open(ctx);
        sync(ctx);
        assert_eq!(photo(ctx, &id, of), shown(&second), "the new one has come");
    }
    assert_eq!(
        (blobs(&home, "タブレット", "blobs"), blobs(&home, "大西", ".blobs")),
        (1, 1),
        "in place of the one before"
    );
    // Taken away on one, it goes everywhere with the next rounds.
    call(&tablet, "dose_photo_remove", json!({ "id": id }));
    for ctx in [&tablet, &mother, &nurse] {
        for _ in 0..2 {
            sync(ctx);
        }
    }
    assert_eq!(photo(&mother, &id, None), Value::Null);
    for (name, ending) in [("直子", "blobs"), ("タブレット", "blobs"), ("大西", ".blobs")] {
        assert_eq!(blobs(&home, name, ending), 0, "{name}");
    }
}
