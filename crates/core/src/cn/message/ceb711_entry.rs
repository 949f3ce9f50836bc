//! CEB711 warehouse-entry list 入库明细单: which parcels were found when the bulk was opened.

use serde::{Deserialize, Serialize};

use super::record::record;
use crate::cn::fields::after as table;
use crate::time::BeijingTime;

/// A warehouse entry with its parcels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Site, transport and master bill.
    pub head: EntryHead,
    /// The parcels.
    pub lines: Vec<EntryLine>,
}

/// The head of a warehouse entry.
pub use head::EntryHead;
/// A line of a warehouse entry.
pub use line::EntryLine;

mod head {
    use super::{BeijingTime, record, table};
    record! {
        /// Direct purchase only: the operator of the supervised site tells what arrived under one master bill.
        EntryHead: table::DELIVERY_HEAD {
            /// Id of this submission of the record.
            guid: String = "guid",
            /// 1 new, 2 change, 3 delete.
            app_type: String = "appType",
            /// When it was made, Beijing time.
            app_time: BeijingTime = "appTime",
            /// 1 staged, 2 declared.
            app_status: String = "appStatus",
            /// Customs office.
            customs_code: String = "customsCode",
            /// The operator's own number; the schema allows absence.
            cop_no: Option<String> = "copNo",
            /// Given by the e-port.
            pre_no: Option<String> = "preNo",
            /// Warehouse-entry number, given by customs.
            entry_no: Option<String> = "rkdNo",
            /// Operator of the supervised site.
            operator_code: String = "operatorCode",
            /// Its registered name.
            operator_name: String = "operatorName",
            /// `I`.
            ie_flag: String = "ieFlag",
            /// Means of transport over the border.
            transport_mode: String = "trafMode",
            /// Vehicle, as in the manifest.
            vehicle: String = "trafNo",
            /// Flight or voyage.
            voyage_no: String = "voyageNo",
            /// Master bill.
            bill_no: String = "billNo",
            /// Carrier 物流企业.
            carrier_code: String = "logisticsCode",
            /// Its registered name.
            carrier_name: String = "logisticsName",
            /// Where it was unloaded.
            unloaded_at: Option<String> = "unloadLocation",
            /// Remark.
            note: Option<String> = "note",
        }
    }
}

mod line {
    use super::{record, table};
    record! {
        /// One parcel.
        EntryLine: table::DELIVERY_LIST {
            /// From 1, step 1.
            gnum: u32 = "gnum",
            /// Its waybill.
            waybill_no: String = "logisticsNo",
            /// Remark.
            note: Option<String> = "note",
        }
    }
}
