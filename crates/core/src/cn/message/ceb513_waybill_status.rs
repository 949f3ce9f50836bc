//! CEB513 waybill status 运单状态: the parcel was signed for.

use super::record::record;
use crate::cn::fields::waybill as table;
use crate::time::BeijingTime;

record! {
    /// What became of a parcel after its release.
    WaybillStatus: table::LOGISTICS_STATUS {
        /// Id of this submission of the record.
        guid: String = "guid",
        /// 1 new, 2 change, 3 delete.
        app_type: String = "appType",
        /// When it was made, Beijing time.
        app_time: BeijingTime = "appTime",
        /// 1 staged, 2 declared.
        app_status: String = "appStatus",
        /// Carrier.
        carrier_code: String = "logisticsCode",
        /// Its registered name.
        carrier_name: String = "logisticsName",
        /// The waybill.
        waybill_no: String = "logisticsNo",
        /// `S`, signed for 签收.
        status: String = "logisticsStatus",
        /// When that really happened, Beijing time.
        happened_at: BeijingTime = "logisticsTime",
        /// Remark.
        note: Option<String> = "note",
    }
}
