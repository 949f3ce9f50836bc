//! `clearance service`: how declarations travel, over HTTP or through the folders of an official transport client.

use clearance_engine::error::{Error, Result, fault};
use clearance_engine::view::{Boxes, FolderSetting};

use crate::Outcome;
use crate::args::Service;
use crate::face::Face;

pub(crate) fn run(args: &Service, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    let address = args.address.clone().unwrap_or_default();
    match (&args.client, &args.folder) {
        (Some(client), Some(root)) => {
            let setting = FolderSetting {
                module: args.module.clone(),
                boxes: boxes(&args.boxes)?,
                zip: args.zip,
                dxp: args.dxp,
                receiver: args.receiver.clone(),
                leave: args.leave,
                ..FolderSetting::new(root.clone())
            };
            let setting = desk.set_folder(client, &setting)?;
            if face.json {
                face.value(&setting);
            } else {
                face.line(&setting.root.join(&setting.module).display().to_string());
            }
            return Ok(Outcome::Fine);
        }
        (Some(client), None) => desk.set_service_of(client, &address)?,
        (None, _) => desk.set_service(&address)?,
    }
    face.line(&address);
    Ok(Outcome::Fine)
}

/// The usual names, but for those that were given others.
fn boxes(others: &[String]) -> Result<Boxes> {
    let mut boxes = Boxes::default();
    for other in others {
        let wrong = || Error::new(&fault::FOLDER_NAME).on(other);
        let (which, name) = other.split_once('=').ok_or_else(wrong)?;
        let place = match which {
            "out" => &mut boxes.out,
            "sent" => &mut boxes.sent,
            "fail" => &mut boxes.fail,
            "in" => &mut boxes.inbox,
            "done" => &mut boxes.done,
            _ => return Err(wrong()),
        };
        name.clone_into(place);
    }
    Ok(boxes)
}
